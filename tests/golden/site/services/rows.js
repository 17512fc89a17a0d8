window.closecallRows = {"columns":
	[["Service","link"],["Sort","text"],["Near misses on record","number"],["Gaps","number"],["Manager","text"]],"facets":
	[["sort","Sort",
	[["care-home-without-nursing","Care home without nursing"]]],["area","Area of care",
	[["medicines","Medicines"]]],["role","Manager",
	[["registered-manager","Registered manager"]]]],"rows":
	[[["Rosewood House","../services/rosewood-house/index.html"],"Care home without nursing",2,3,"Registered manager",[0,0,0]]]};
